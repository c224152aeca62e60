// Connects a button with the browser's passkeys; allauth's script does the rest. A refusal of the
// browser is shown in the words of the page.
(() => {
  const button = document.querySelector("[data-passkey]");
  if (!button) return;
  const { passkey: kind, credential } = button.dataset;
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    document.getElementById("passkey-wrong").hidden = false;
  });
  window.allauth.webauthn.forms[kind]({
    ids: { add: button.id, authenticate: button.id, credential, data: "js_data" },
  });
})();
