/* global document, requestAnimationFrame, addEventListener, MutationObserver, PerformanceObserver, MessageChannel, performance */

/**
 * Runs in the page, before its own scripts, and notes there what happens to it: times in ms since its navigation. `selector` matches
 * what the page is opened for.
 */
// eslint-disable-next-line no-unused-vars
function installMeters(selector) {
  const meters = {
    /** When the first match of the selector was painted. */
    firstSeenMs: null,
    /** When a person last did something. */
    actedMs: 0,
    /** When the last change of the page was painted. */
    paintedMs: 0,
    /** From frame to frame, while `areFramesNoted`. */
    frames: [],
    areFramesNoted: false,
    /** How long tasks of the main thread over 50 ms took. */
    longTasks: [],
  };
  globalThis.meters = meters;

  // A message that is posted within a frame arrives once that frame is painted.
  const painted = new MessageChannel();
  painted.port1.onmessage = () => {
    meters.paintedMs = performance.now();
    if (document.querySelector(selector) !== null) meters.firstSeenMs ??= meters.paintedMs;
  };
  let isAwaited = false;
  new MutationObserver(() => {
    if (isAwaited) return;
    isAwaited = true;
    requestAnimationFrame(() => {
      isAwaited = false;
      painted.port2.postMessage(null);
    });
  }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });

  for (const type of ['input', 'change', 'click', 'keydown'])
    addEventListener(type, ({ timeStamp }) => (meters.actedMs = timeStamp), { capture: true });

  let before = 0;
  const frame = (now) => {
    if (meters.areFramesNoted) meters.frames.push(now - before);
    before = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);

  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) meters.longTasks.push(duration);
  }).observe({ type: 'longtask', buffered: true });
}
