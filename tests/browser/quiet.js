// Whether the page has been made for a tenth of a second: a click is told to the server a moment after it.
(started) => {
  const app = document.querySelector("[data-testid=stApp]");
  const now = performance.now();
  const quiet = globalThis.quiet;
  if (app?.dataset.testScriptState !== "notRunning") globalThis.quiet = undefined;
  else if (quiet?.started !== started) globalThis.quiet = { started, since: now };
  return globalThis.quiet !== undefined && now - globalThis.quiet.since > 100;
}
