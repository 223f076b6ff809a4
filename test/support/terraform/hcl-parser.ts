// HashiCorp's own parser, which is a Go program. Its runtime sets itself timers for tidying up, of a second and
// more; no test is to wait for them when it is over.
const tidyingUpMs = 10;

const set = globalThis.setTimeout;
globalThis.setTimeout = Object.assign((...args: Parameters<typeof set>): NodeJS.Timeout => {
  const timer = set(...args);
  return (args[1] ?? 0) > tidyingUpMs ? timer.unref() : timer;
}, set);

export { getExpressionAst, parse } from '@cdktf/hcl2json';
