/** Proxies travel between threads as handles. For its effect alone. */
import { registerHandle } from '../shared-memory/codec/handles.ts';
import { BaseProxy } from './base-proxy.ts';
import { PROXY_TAG } from './protocol.ts';
import { moveProxy, proxyFields, proxyJourney, proxyRefusal, reviveProxy } from './proxy-links.ts';

registerHandle<BaseProxy>({
  tag: PROXY_TAG,
  type: BaseProxy,
  encode: proxyFields,
  decode: reviveProxy,
  keptFromProcesses: proxyRefusal,
  journey: proxyJourney,
  arrive: (proxy) => moveProxy(proxy, -1),
});
