// Finds the HTTP function of a request. Routes are tried in the order of function names, and the first
// that matches wins, however specific another one is: a catch-all must have a name that sorts last.
// A path that is known by another method only is unknown: the real host answers 404 there, not 405,
// and has no HEAD unless a function names it.
//
// https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Host/FunctionMetadataManager.cs
//   (`OrderBy(f => f.Name, StringComparer.OrdinalIgnoreCase)`)
// https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.WebHost/WebScriptHostHttpRoutesManager.cs
// https://github.com/Azure/azure-webjobs-sdk-extensions/blob/dev/src/WebJobs.Extensions.Http/Routing/WebJobsRouteBuilder.cs
//   (a `RouteCollection`, which asks its routes in the order in which they were added)
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
  const byName = definitions.toSorted((a, b) => compareIgnoringCase(a.name, b.name));
  return {
    pathOf,
    find(method, segments) {
      const prefixMatches = prefix.every(
        (part, index) => segments[index]?.toLowerCase() === part.toLowerCase(),
      );
      if (!prefixMatches) return undefined;
      const rest = segments.slice(prefix.length);
      for (const definition of byName) {
        if (definition.methods.length > 0 && !definition.methods.includes(method)) continue;
        const params = definition.route.match(rest);
        if (params !== undefined) return { definition, params };
      }
      return undefined;
    },
  };
}

/**
 * .NET's OrdinalIgnoreCase: character by character in upper case, so that `_` comes after letters.
 * Function names are ASCII.
 */
function compareIgnoringCase(a: string, b: string): number {
  const [upperA, upperB] = [a.toUpperCase(), b.toUpperCase()];
  return upperA < upperB ? -1 : Number(upperA > upperB);
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
