// Stops at once, with a sentence instead of a stack trace, on a Node that is too old. Imported before anything else, so
// this file and what it is imported beside use only what old versions can parse.

const floor = "20.19";
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Hakmem Trace needs Node ${floor} or newer; this is Node ${process.versions.node}.\n` +
      "Install a newer one (https://nodejs.org) and run the same command again.",
  );
  process.exit(1);
}
