// Which HTTP function a request is for. A path that is known by another method only is unknown: the
// real host answers 404 there, not 405, and has no HEAD unless a function names it.
import type { HttpFunction } from './function-definition';

export interface RouteMatch {
  readonly definition: HttpFunction;
  readonly params: Readonly<Record<string, string>>;
}

export interface HttpRoutes {
  /** `segments` of the path, decoded. */
  find(method: string, segments: readonly string[]): RouteMatch | undefined;
  pathOf(definition: HttpFunction): string;
}

/** Paths that belong to the host itself. */
const RESERVED = ['admin', 'runtime'];

export function makeHttpRoutes(
  definitions: readonly HttpFunction[],
  routePrefix: string,
): HttpRoutes {
  const prefix = routePrefix.split('/').filter((part) => part !== '');
  const pathOf = (definition: HttpFunction): string =>
    `/${[...prefix, definition.template.replace(/^\/+/, '')].join('/')}`;

  for (const definition of definitions) {
    const [first = ''] = pathOf(definition).slice(1).split('/');
    if (RESERVED.includes(first.toLowerCase())) {
      throw new Error(
        `Function "${definition.name}": the route /${first} belongs to the host; choose another.`,
      );
    }
  }
  // Sorting is stable: of two routes that are equally specific, the one registered first wins.
  const mostSpecificFirst = definitions.toSorted((a, b) =>
    a.route.precedence < b.route.precedence ? -1 : Number(a.route.precedence > b.route.precedence),
  );
  return {
    pathOf,
    find(method, segments) {
      const prefixMatches = prefix.every(
        (part, index) => segments[index]?.toLowerCase() === part.toLowerCase(),
      );
      if (!prefixMatches) return undefined;
      const rest = segments.slice(prefix.length);
      for (const definition of mostSpecificFirst) {
        if (definition.methods.length > 0 && !definition.methods.includes(method)) continue;
        const params = definition.route.match(rest);
        if (params !== undefined) return { definition, params };
      }
      return undefined;
    },
  };
}

/** The path's segments, decoded; undefined when it is not decodable. */
export function pathSegments(pathname: string): string[] | undefined {
  try {
    return pathname
      .split('/')
      .filter((part) => part !== '')
      .map(decodeURIComponent);
  } catch {
    return undefined;
  }
}
