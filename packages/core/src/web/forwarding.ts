import type { ReportRequest } from '../contract.ts';

/** A header that shows that a request did not come straight from its sender. */
export interface Forwarded {
  /** As the request has it, in lower case. */
  readonly header: string;
  /** The products that add it. */
  readonly product: string;
}

/**
 * Headers that forwarders add, by the beginning of the name. Whole families rather than single headers, because vendors
 * add new ones. Headers that clients and developers send themselves are left out on purpose: tracing (`traceparent`,
 * `x-b3-*`, `x-request-id`), SDKs (`x-amz-date`, `x-ms-version`, `x-goog-api-key`), `x-client-version`,
 * and what lets a client through a tunnel or a protection (`ngrok-skip-browser-warning`, `cf-access-client-id`).
 */
const families: readonly (readonly [pattern: RegExp, product: string])[] = [
  [/^(x-)?forward(ed)?(-|$)/, 'most proxies'],
  [/^(x-)?via$|^max-forwards$|^surrogate-capability$/, 'most proxies'],
  [
    /(^|-)(client|socket|real|remote|edge|source|src|user|connecting|original|originating|pseudo|true)-?ip(v[46])?$/,
    'many proxies',
  ],
  [/(^|-)(client|remote|source|real|original)-(ip-)?(addr|address|port)$/, 'many proxies'],
  [
    /^(x-)?orig(inal|inally|inating)?-(for(ward|$)|client|remote|host|ur[il]|method|proto|path|prefix|scheme|port|query|request|authority)/,
    'many proxies',
  ],
  [
    /^(x-)?proxyuser|^proxy-client|^x-proxy-|^x-(bluecoat|zscaler|imforwards|wap)-?|^z-forwarded/,
    'forward proxies',
  ],
  [
    /^x-(url-)?scheme$|^(x-)?(ssl|tls)-|^x-(ssl|https)$|^front-end-https$|^x-client-(cert|ssl|tls)/,
    'proxies that end TLS',
  ],
  [
    /^x-(auth-request|authentik|pomerium)-|^(x-)?(remote|webauth|vouch)-(user|groups|name|email)$|^teleport-jwt-/,
    'proxies that sign users in',
  ],
  [/^x-nginx-|^x-ingress-/, 'nginx and ingress controllers'],
  [/^x-cluster-client/, 'Rackspace and Riverbed load balancers'],
  [/^x-(f5|volterra|wa-info)|^ns-client|^x-citrix/, 'F5 and NetScaler'],
  [/^x-(envoy|istio)-/, 'Envoy and Istio'],
  [/^l5d-/, 'Linkerd'],
  [/^(k-(proxy|network|kubelet)|knative)-/, 'Knative'],
  [/^dapr-call/, 'Dapr'],
  [/^x-varnish/, 'Varnish'],
  [/^x-haproxy-/, 'HAProxy'],
  [/^x-(traefik-|replaced-path$)/, 'Traefik'],
  [/^sozu-/, 'Sōzu'],
  [
    /^x-(kong-|consumer-(id|custom-id|username|groups?)$|credential-(identifier|username)$|anonymous-consumer$)/,
    'Kong',
  ],
  [/^x-(tyk|apigee|gravitee|apisix)-/, 'Tyk, Apigee, Gravitee and APISIX'],
  [/^x-(arr-|rewrite-url$)|^disguised-host$/, 'IIS'],
  [/^wl-proxy-|^\$ws/, 'WebLogic and WebSphere'],
  [/^tailscale-/, 'Tailscale'],
  [/^ngrok-(?!skip-browser-warning$)/, 'ngrok'],
  [/^cf-(?!access-client-(id|secret)$)/, 'Cloudflare'],
  [/^cdn-|^x-cdn(-|$)|^x-pull$/, 'Bunny, KeyCDN and other CDNs'],
  [/^(x-)?fastly-/, 'Fastly'],
  [/^(x-)?akamai-/, 'Akamai'],
  [/^cloudfront-|^x-amz-cf-/, 'CloudFront'],
  [/^(x-)?incap-/, 'Imperva'],
  [/^x-(sucuri|qrator|wallarm|rbz)-/, 'Sucuri, Qrator, Wallarm and Reblaze'],
  [/^x-ec-(debug|geo|name|pop|session|tls|uuid)|^x-llid$/, 'Edgio'],
  [/^(x-)?(azion|gcore|section-io)-/, 'Azion, Gcore and Section'],
  [/^ali-(cdn|origin|swift)-|^eagleeye-/, 'Alibaba Cloud'],
  [/^(x-)?tencent-|^x-(stgw|nws)-/, 'Tencent Cloud'],
  [/^x-amzn-/, 'AWS'],
  [
    /^x-(azure|waws|appgw)-|^x-fd-healthprobe$|^x-ms-(client-principal|forwarded|proxy)|^was-default-hostname$|^x-site-deployment-id$/,
    'Azure',
  ],
  [
    /^x-(google|gfe|gclb|appengine)-|^x-goog-(iap|authenticated)-|^x-cloud-trace-context$|^x-fh-requested-host$|^x-client-(geo|region|city)/,
    'Google Cloud',
  ],
  [/^fly-/, 'Fly.io'],
  [/^x-(vercel-(?!protection-bypass$)|matched-path$|now-(id|trace|deployment|bridge))/, 'Vercel'],
  [/^x-(nf-|bb-(ab|client|gateway|ip|loop))/, 'Netlify'],
  [/^x-(request|queue)-start$|^x-heroku-|^total-route-time$/, 'Heroku'],
  [
    /^rndr-id$|^render-proxy-ttl$|^x-(railway|koyeb|northflank|zeabur)-/,
    'Render, Railway, Koyeb, Northflank and Zeabur',
  ],
  [/^x-vcap-|^x-cf-(app|forwarded|instance|process|proxy)/, 'Cloud Foundry'],
];

/** The first of a request's headers that a forwarder adds. */
export function findForwarded({ headers }: Pick<ReportRequest, 'headers'>): Forwarded | undefined {
  for (const header of Object.keys(headers)) {
    // Some proxies write names with `_`, as CGI does.
    const name = header.replaceAll('_', '-');
    const product = families.find(([pattern]) => pattern.test(name))?.[1];
    if (product !== undefined) return { header, product };
  }
  return undefined;
}
