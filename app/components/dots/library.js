// Put behind the texts of graphology and sigma, which set globals; a component of its own, so that it is sent only once.
globalThis.dispatchEvent(new Event("maitu-sigma"));

export default function () {}
