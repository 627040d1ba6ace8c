// Starts prism, which checks each request and each answer against GitHub's published API description.

import { createServer } from "node:net";
import { description, prism } from "./oracle.mjs";
import { start, until } from "./process.mjs";

async function freePort() {
  const server = createServer();
  await new Promise((settle) => server.listen(0, "127.0.0.1", settle));
  const { port } = server.address();
  await new Promise((settle) => server.close(settle));
  return port;
}

/**
 * A proxy in front of `upstream`, ready to be used: `{ port, log(), stop() }`.
 * `which` is the description: `github`, or `enterprise` with its path prefix.
 */
export async function startPrism(which, upstream) {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const args = [prism(), "proxy", "-h", "127.0.0.1", "-p", String(port), "--errors", description(which), upstream];
    const env = { PATH: process.env.PATH, HOME: "/nonexistent", NO_COLOR: "1" };
    const child = start(process.execPath, args, { env });
    let over = false;
    child.ended.then(() => (over = true));
    await until(() => over || child.log().includes("Prism is listening"), "prism to listen", 120_000).catch(async (error) => {
      await child.stop();
      throw new Error(`${error.message}\n${child.log()}`);
    });
    if (!over) return { port, log: child.log, stop: child.stop };
    // Another process may have taken the port in between.
    if (attempt === 3 || !/EADDRINUSE/.test(child.log())) throw new Error(`prism ended at once:\n${child.log()}`);
  }
}
