// Starts the terminal of the page once its font is there, so that its cells are measured by the right one.
"use strict";

const terminal = document.getElementById("terminal");
terminal.dataset.sessionWebsocketUrl = location.origin.replace(/^http/, "ws") + "/ws";
const asked = Number(new URLSearchParams(location.search).get("fontsize"));
terminal.dataset.fontSize = String(asked >= 6 && asked <= 48 ? asked : 16);
document.getElementById("again").addEventListener("click", () => location.reload());

async function start() {
  try {
    await document.fonts.load("16px 'Roboto Mono'");
  } catch {
    // Another font does as well.
  }
  const script = document.createElement("script");
  script.src = "/static/textual.js";
  // It waits for the page to be loaded, which it is by now.
  script.onload = () => window.onload();
  document.head.append(script);
}

// Keys belong to the terminal from the first; before it is connected it could not pass them on.
new MutationObserver((_, observer) => {
  if (document.body.classList.contains("-first-byte")) {
    document.querySelector(".xterm-helper-textarea")?.focus();
    observer.disconnect();
  }
}).observe(document.body, { attributeFilter: ["class"] });

window.addEventListener("load", start);
