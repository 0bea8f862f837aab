// Keys that are pressed in a component are its own: in a notebook a list's arrows would otherwise
// go from cell to cell, and d d would delete one. Before Lumino takes a key for a command it looks
// for this attribute, first of all at the very element that has the focus.
const OURS = "data-lm-suppress-shortcuts";

const PAUSE = 10;
const LONGEST = 20000;

// While the kernel is busy with what was typed in a field, what comes after it is held back until it
// is not; and each widget may have a thread of the kernel to itself. So the answer to whether all
// that was typed has come waits until none of the fields has anything held back or on its way.
// The number of changes on their way is the widget library's own, and not for others: where it has
// another name, nothing is waited for.
async function settled(manager, ids) {
  const until = Date.now() + LONGEST;
  for (const id of ids) {
    let field = null;
    try {
      field = await manager.get_model(id);
    } catch {
      // It is not in this page.
    }
    while (field?._pending_msgs > 0 && Date.now() < until) {
      await new Promise((go) => { setTimeout(go, PAUSE); });
    }
  }
}

function initialize({ model }) {
  model.on("msg:custom", async (content) => {
    if (content.type !== "ask") return;
    await settled(model.widget_manager, content.fields);
    model.send({ type: "answer", number: content.number });
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
