// Put behind the text of vis-network, which sets globalThis.vis; a component of its own, so that it is sent only once.
globalThis.dispatchEvent(new Event("maitu-vis"));

export default function () {}
