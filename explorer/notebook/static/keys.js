// Keys that are pressed in a component are its own: in a notebook a list's arrows would otherwise
// go from cell to cell, and d d would delete one. Before Lumino takes a key for a command it looks
// for this attribute, first of all at the very element that has the focus.
const OURS = "data-lm-suppress-shortcuts";

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

export default { render };
