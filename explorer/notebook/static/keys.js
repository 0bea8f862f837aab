// Keys that are pressed in a component are its own: in a notebook a list's arrows would otherwise
// go from cell to cell, and d d would delete one. Before Lumino takes a key for a command it looks
// for this attribute, first of all at the very element that has the focus.
const OURS = "data-lm-suppress-shortcuts";

// While the kernel is busy, what is typed is held back until it is not; a message is not. What is
// held back goes out before the kernel's own question has come, and so before the answer to it.
function initialize({ model }) {
  model.on("msg:custom", (content) => {
    if (content.type === "ask") model.send({ type: "answer", number: content.number });
  });
  model.send({ type: "here" });
}

function render({ el }) {
  let waited = 0;
  const keep = (event) => event.target.setAttribute(OURS, "true");
  const guard = () => {
    const root = el.closest(".sx");
    if (root) {
      root.setAttribute(OURS, "true");
      root.addEventListener("focusin", keep);
    } else if (waited < 600) {
      // It is put into the page only after it has been drawn.
      waited += 1;
      requestAnimationFrame(guard);
    }
  };
  guard();
}

export default { initialize, render };
