// Reads the workflow commands (`::error file=…::…`) in a step's log, as GitHub's runner does.

const ANNOTATIONS = ["error", "warning", "notice"];

/** All annotations of a log: `{ level, message, file, line, endLine, col, endColumn, title }`, numbers as numbers. */
export function annotationsIn(log) {
  return log.split(/\r?\n/).flatMap((text) => {
    const [, level, properties = "", message] = /^\s*::(\w+)(?:\s+(.*?))?::(.*)$/.exec(text) ?? [];
    if (!ANNOTATIONS.includes(level)) return [];
    const named = Object.fromEntries(properties.split(",").filter(Boolean).map(property));
    return [{ level, message: unescapeData(message), ...named }];
  });
}

/** Annotations that stand on a line of a file. */
export const placedIn = (log) => annotationsIn(log).filter(({ file }) => file !== undefined);

function property(text) {
  const [name, ...rest] = text.split("=");
  const value = unescapeData(rest.join("=")).replaceAll("%3A", ":").replaceAll("%2C", ",");
  return [name.trim(), /^(line|endLine|col|endColumn)$/.test(name.trim()) ? Number(value) : value];
}

function unescapeData(text) {
  return text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
}
