// Route templates of HTTP functions, as ASP.NET Core reads them: literals, `{parameter}`,
// `{optional?}`, `{defaulted=5}`, `{*rest}`, `{constrained:int}`, and several of these within one segment.
// Matching ignores case. Which of two templates that match wins is decided in http-routes.ts.
import { parseConstraint, type Constraint } from './route-constraint';

export interface Route {
  /** The path's parameters, or undefined when the path is not this route's. Segments are decoded. */
  match(segments: readonly string[]): Record<string, string> | undefined;
}

interface Parameter {
  readonly name: string;
  readonly constraints: readonly Constraint[];
  readonly optional: boolean;
  readonly defaultValue: string | undefined;
  readonly catchAll: boolean;
}

interface Segment {
  readonly pattern: RegExp;
  readonly parameters: readonly Parameter[];
}

const PARAMETER = /^(\*{0,2})([A-Za-z_][\w-]*)((?::[^=?]+)?)(?:=([^?]*))?(\??)$/;

/** An error that says what is wrong with the template. */
export function parseRoute(template: string): Route {
  const segments = template
    .split('/')
    .filter((part) => part !== '')
    .map(parseSegment);
  segments.slice(0, -1).forEach((segment) => {
    if (segment.parameters.some((each) => each.catchAll || each.optional)) {
      throw new Error(
        `only the last segment of the route "${template}" may be optional or catch all`,
      );
    }
  });
  return { match: (path) => matchSegments(segments, path) };
}

function matchSegments(
  segments: readonly Segment[],
  path: readonly string[],
): Record<string, string> | undefined {
  const values: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const only = segment.parameters[0];
    const text = only?.catchAll ? path.slice(index).join('/') : path[index];
    if (text === undefined || text === '') {
      // The path ends here: right if this segment, the last one, can do without a value.
      if (only === undefined || segment.parameters.length > 1) return undefined;
      if (only.defaultValue !== undefined) values[only.name] = only.defaultValue;
      else if (!only.optional && !only.catchAll) return undefined;
      continue;
    }
    const found = segment.pattern.exec(text);
    if (found === null) return undefined;
    for (const [position, parameter] of segment.parameters.entries()) {
      const value = found[position + 1] ?? '';
      if (!parameter.constraints.every((constraint) => constraint(value))) return undefined;
      values[parameter.name] = value;
    }
  }
  const catchesAll = segments.at(-1)?.parameters[0]?.catchAll ?? false;
  return path.length <= segments.length || catchesAll ? values : undefined;
}

function parseSegment(text: string): Segment {
  const parameters: Parameter[] = [];
  const pattern = text
    .split(/(\{[^{}]*\})/)
    .filter((part) => part !== '')
    .map((part) => {
      if (!/^\{.*\}$/.test(part)) return literal(part);
      const parameter = parseParameter(part.slice(1, -1));
      parameters.push(parameter);
      return parameter.catchAll ? '(.+)' : '(.+?)';
    })
    .join('');
  if (parameters.length > 1 && parameters.some((each) => each.catchAll || each.optional)) {
    throw new Error(
      `the route segment "${text}" mixes an optional or catch-all parameter with others`,
    );
  }
  return { pattern: new RegExp(`^${pattern}$`, 'is'), parameters };
}

function parseParameter(text: string): Parameter {
  const match = PARAMETER.exec(text);
  if (match === null) throw new Error(`"{${text}}" is not a route parameter`);
  const [, stars, name = '', constraints = '', defaultValue, optional] = match;
  return {
    name,
    constraints: constraints.split(':').slice(1).map(parseConstraint),
    optional: optional === '?',
    defaultValue,
    catchAll: stars !== '',
  };
}

function literal(text: string): string {
  if (/[{}]/.test(text)) throw new Error(`"${text}" has a brace without its partner`);
  return text.replace(/[.*+?^$()|[\]\\-]/g, '\\$&');
}
