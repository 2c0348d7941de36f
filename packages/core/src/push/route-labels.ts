import type { LabelsOf } from '../pprof/samples.ts';

/** Labels under the names that an engine has for a request's method and route. Rows of no method, or of any, have only a route. */
export function routeLabels(methodName: string, routeName: string): LabelsOf {
  return (method, route) =>
    method === '' || method === '*'
      ? [[routeName, route]]
      : [
          [methodName, method],
          [routeName, route],
        ];
}
