// A flow from source to sink in SARIF, as code scanning gets it: the judge of SARIF files accepts what a taint rule finds.
// Needs STRAPLOCK_BIN.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { run, temporaryFolder } from "./process.mjs";
import { faultsOf } from "./sarif.mjs";
import { binary } from "./scenario.mjs";

const RULE = `edition: 2026
rules:
  - id: request-in-sql
    mode: taint
    severity: HIGH
    languages: [python]
    message: request data reaches SQL
    docs: {why: The database runs what the request says., how: Pass the value as a parameter.}
    metadata: {cwe: [CWE-89]}
    pattern-sources: [{pattern: "request.GET[...]"}]
    pattern-sinks:
      - patterns: [{pattern: "$CURSOR.execute($SQL, ...)"}, {focus-metavariable: $SQL}]
`;

const VIEW = `def search(request, cursor):
    größe = request.GET['größe 💣']; text = 'select %s' % größe
    cursor.execute(
        text,
    )
`;

test("the flow of a taint rule is valid SARIF, step by step", { timeout: 5 * 60_000 }, async () => {
  const workspace = temporaryFolder("flow");
  mkdirSync(join(workspace, "app"));
  writeFileSync(join(workspace, "rule.yaml"), RULE);
  writeFileSync(join(workspace, "app/meine views.py"), VIEW);
  const words = ["scan", "app", "--rules", "rule.yaml", "--only-rules", "--fail-on", "never", "-o", "out.sarif"];
  await run(binary(), words, { cwd: workspace, check: true });
  const file = join(workspace, "out.sarif");
  assert.deepEqual(await faultsOf(file, { workspace }), []);
  const [{ codeFlows }] = JSON.parse(readFileSync(file, "utf8")).runs[0].results;
  const steps = codeFlows[0].threadFlows[0].locations.map(({ location: { message, physicalLocation: { region } } }) => {
    return `${region.startLine}:${region.startColumn}-${region.endColumn} ${message.text}`;
  });
  assert.deepEqual(steps, ["2:13-35 comes from here", "2:5-10 passes through here", "2:37-41 passes through here", "4:9-13 arrives here"]);
});
