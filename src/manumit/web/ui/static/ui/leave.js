// The quick exit works without this file. With it, the page is replaced in the history of this tab,
// and pressing Escape three times leaves too.
(() => {
  const button = document.querySelector("[data-leave]");
  if (!button) return;
  const leave = () => {
    document.documentElement.hidden = true;
    fetch(button.form.action, { method: "POST", keepalive: true, redirect: "manual", credentials: "same-origin" })
      .catch(() => undefined)
      .finally(() => location.replace(button.dataset.leave));
    setTimeout(() => location.replace(button.dataset.leave), 400);
  };
  button.form.addEventListener("submit", (event) => {
    event.preventDefault();
    leave();
  });
  let pressed = 0;
  document.addEventListener("keydown", (event) => {
    pressed = event.key === "Escape" ? pressed + 1 : 0;
    if (pressed >= 3) leave();
  });
  // A page that a browser shows from memory, after Back, is asked for anew.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
})();
