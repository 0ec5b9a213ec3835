/** The names of the filters, as a workflow's JSON has them. */
export type FilterName =
	| 'agentIds'
	| 'agentTags'
	| 'chatIds'
	| 'customAnalysis'
	| 'customAttributes'
	| 'disconnectionReasons'
	| 'endedAfter'
	| 'endedBefore'
	| 'maxCost'
	| 'maxDurationSeconds'
	| 'minCost'
	| 'minDurationSeconds'
	| 'olderThanHours'
	| 'sentiments'
	| 'startedAfter'
	| 'startedBefore'
	| 'statuses'
	| 'successful';

/** The filters, and the parameter of End Many that works like one. */
export type CriterionName = FilterName | 'idleMinutes';
