// Entry of the webview page: joins host, state and views, and tells tests when the page has come to rest.

import "./usable-language.ts";
import "./inspector.css";
import { connectHost } from "./port.ts";
import { startSession } from "./session.ts";
import { InspectorApp } from "./views/inspector-app.ts";

const session = startSession(connectHost(), nextFrame);
const app = new InspectorApp(session);
document.getElementById("app")?.append(app);
window.inspectorIdle = () => session.idle.whenIdle();

/** A page in the background draws no frames; then a timer has to do. */
function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 200);
    requestAnimationFrame(() => {
      clearTimeout(timer);
      setTimeout(resolve, 0);
    });
  });
}
