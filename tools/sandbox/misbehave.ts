/** The commands that break a sandbox, and that repair it again. */
export function waysToMisbehave(url: string): string {
	const post = (path: string, body: object) => postCommand(url, path, body);
	return `Make it fail on purpose
  a failure for the next 3 requests   ${post('faults', { kind: 'status', status: 503, times: 3 })}
  the answer to a send lost           ${post('faults', { kind: 'dropAfter', path: '/create-chat-completion', times: 1 })}
  slow answers                        ${post('faults', { kind: 'latency', ms: 2000 })}
  no more faults                      curl -X DELETE ${url}/__sandbox/faults
  a rate limit                        ${post('rate-limit', { perSecond: 2, retryAfter: 'seconds' })}
  two hours later                     ${post('clock/advance', { ms: 7_200_000 })}
  unknown ids as 404                  ${post('quirks', { unknownId: 404 })}
  lists that show news 5 s late       ${post('quirks', { listLagMs: 5_000 })}
  from the beginning                  ${post('reset', {})}`;
}

export function postCommand(url: string, path: string, body: object): string {
	return `curl -X POST ${url}/__sandbox/${path} -d '${JSON.stringify(body)}'`;
}
