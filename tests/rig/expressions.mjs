// GitHub's `${{ … }}` expressions, evaluated by GitHub's own package.

import { load } from "./oracle.mjs";

const { data, Evaluator, Lexer, Parser } = await load("@actions/expressions");

/** A JavaScript value as the package's data classes. */
export function toData(value) {
  if (value === null || value === undefined) return new data.Null();
  if (typeof value === "string") return new data.StringData(value);
  if (typeof value === "number") return new data.NumberData(value);
  if (typeof value === "boolean") return new data.BooleanData(value);
  if (Array.isArray(value)) return new data.Array(...value.map(toData));
  return new data.Dictionary(...Object.entries(value).map(([key, inner]) => ({ key, value: toData(inner) })));
}

/**
 * The status functions of a step's `if`.
 * `state` is the job so far: `{ failed, cancelled }`.
 */
function statusFunctions({ failed = false, cancelled = false } = {}) {
  const answers = { success: !failed && !cancelled, failure: failed, cancelled, always: true };
  return Object.entries(answers).map(([name, answer]) => ({
    name,
    description: "",
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(answer),
  }));
}

/** `hashFiles` is refused: no action of ours uses it, and a wrong imitation would hide that one does. */
const hashFiles = {
  name: "hashFiles",
  description: "",
  minArgs: 1,
  maxArgs: 255,
  call: () => {
    throw new Error("the rig's executor does not know hashFiles()");
  },
};

function evaluateTree(text, contexts, state) {
  const functions = [...statusFunctions(state), hashFiles];
  const { tokens } = new Lexer(text).lex();
  const tree = new Parser(tokens, Object.keys(contexts), functions).parse();
  const implementations = new Map(functions.map((each) => [each.name.toLowerCase(), each]));
  return new Evaluator(tree, toData(contexts), implementations).evaluate();
}

/** The data value of one expression, without its `${{ }}`. */
export function evaluate(text, contexts, state) {
  try {
    return evaluateTree(text, contexts, state);
  } catch (error) {
    throw new Error(`the expression \`${text.trim()}\` cannot be evaluated: ${error.message}`);
  }
}

/** Text with each `${{ … }}` replaced. A `}}` inside a quoted string does not end the expression. */
export function interpolate(text, contexts, state) {
  return String(text ?? "").replace(/\$\{\{((?:'(?:[^']|'')*'|[^'])*?)\}\}/g, (_, expression) =>
    evaluate(expression, contexts, state).coerceString(),
  );
}

/** Whether a step runs. A condition without a status function means `success() && (…)`. */
export function condition(text, contexts, state) {
  const bare = String(text ?? "").trim();
  const inner = bare.replace(/^\$\{\{([\s\S]*)\}\}$/, "$1").trim() || "success()";
  const hasStatus = /\b(success|failure|always|cancelled)\s*\(/i.test(inner.replace(/'(?:[^']|'')*'/g, ""));
  const value = evaluate(hasStatus ? inner : `success() && (${inner})`, contexts, state);
  return !(value.kind === data.Kind.Null || (value.primitive && !value.value)); // The text 'false' is true, as on GitHub.
}
