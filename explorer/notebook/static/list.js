// A list to choose from. The kernel may have other rows by the time it hears of a click, so a click
// says which row it was by the name of what stands there, never by its place.
function render({ model, el }) {
  const list = document.createElement("select");
  let told = 0;
  let wanted = null;

  function mark() {
    // What the kernel says of an older click does not take back a newer one.
    const named = model.get("heard") < told ? wanted : model.get("value");
    list.selectedIndex = model.get("items").findIndex(([, name]) => name === named);
  }

  function draw() {
    const top = list.scrollTop;
    list.replaceChildren(...model.get("items").map(([words, name]) => {
      const row = document.createElement("option");
      row.textContent = words.replaceAll(" ", "\u00a0");
      row.value = name;
      return row;
    }));
    list.scrollTop = top;
    mark();
  }

  function dress() {
    list.size = Math.max(model.get("rows"), 2);
    list.setAttribute("aria-label", model.get("label"));
  }

  list.addEventListener("change", () => {
    if (list.selectedIndex < 0) return;
    wanted = list.value;
    told = Math.max(told, model.get("heard")) + 1;
    model.send({ type: "choose", name: wanted, number: told });
  });
  const follow = { items: draw, value: mark, heard: mark, rows: dress, label: dress };
  for (const [name, act] of Object.entries(follow)) model.on(`change:${name}`, act);
  dress();
  draw();
  el.append(list);
  return () => {
    for (const [name, act] of Object.entries(follow)) model.off(`change:${name}`, act);
  };
}

export default { render };
