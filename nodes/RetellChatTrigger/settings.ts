import { createHash } from 'crypto';
import type { IPollFunctions } from 'n8n-workflow';

import { minutesTooMany } from '../messages/pollingTrigger';
import { chatFilter, emptyFilters } from '../parameters/chatFilters/criteria';
import { FILTER_LABELS } from '../parameters/chatFilters/fields';
import type { FilterName } from '../parameters/chatFilters/names';
import { amountInput, isOn, switchInput, wholeInput } from '../parameters/check/values';
import { watchedAgents } from '../parameters/locators';
import type { ChatFilterCriteria } from '../retell/api/types';
import { apiKeyOf, baseUrlOf } from '../retell/http/credential';
import { isRecord } from '../retell/values';
import { MOST_MINUTES, optionLabel, TRIGGER_FILTERS, type OptionName } from './fields';
import type { Settings } from './poll/types';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Filters by what is known only some time after the end of a chat. */
const LATE_FILTERS: FilterName[] = [
	'customAnalysis',
	'customAttributes',
	'maxCost',
	'minCost',
	'sentiments',
	'successful',
];

export interface TriggerSettings extends Settings {
	/** Retell's filter, without status and times. */
	criteria: ChatFilterCriteria;
	statuses: Array<'ended' | 'error'>;
	simplify: boolean;
	/** Display names of the filters that are empty, and so have no effect. */
	leftOut: string[];
}

/**
 * Reads the node's parameters.
 *
 * @throws Explained for a value that is none, by the parameter's name
 */
export async function readSettings(context: IPollFunctions): Promise<TriggerSettings> {
	const options = recordOf(context.getNodeParameter('options', {}));
	const filters = recordOf(context.getNodeParameter('filters', {}));
	const agentIds = watchedAgents(context);
	const event = context.getNodeParameter('event', 'chatAnalyzed') === 'chatAnalyzed' ? 'chatAnalyzed' : 'chatEnded';
	// Times are whole numbers of ms: 1.1 minutes are 66000.00000000001 ms.
	const amount = (name: OptionName, fallback: number, unit: number) =>
		Math.round(amountInput(options[name] ?? fallback, optionLabel(name), unit));
	const isSwitchedOn = (name: OptionName) => switchInput(options[name], optionLabel(name));
	const minutes = (name: OptionName, fallback: number) => {
		const time = amount(name, fallback, MINUTE);
		if (time <= MOST_MINUTES * MINUTE) return time;
		throw minutesTooMany(optionLabel(name), MOST_MINUTES);
	};

	const filterContext = { labels: FILTER_LABELS, timezone: context.getTimezone(), now: Date.now() };
	const { criteria = {}, accepts } = chatFilter({ ...filters, agentIds }, filterContext);
	const includeErrored = isSwitchedOn('includeErrored');
	const statuses: TriggerSettings['statuses'] = includeErrored ? ['ended', 'error'] : ['ended'];
	const analysisTimeout = minutes('analysisTimeout', 15);
	const isLate = LATE_FILTERS.some((name) => name in filters);

	return {
		event,
		criteria,
		statuses,
		includeErrored,
		analysisTimeout,
		leftOut: emptyFilters(filters, TRIGGER_FILTERS, filterContext),
		simplify: isOn(context.getNodeParameter('simplify', true)),
		includeTranscript: isSwitchedOn('includeTranscript'),
		// A chat comes into the view of such a filter only with its analysis.
		lookback: minutes('lookbackMinutes', 10) + (isLate ? analysisTimeout : 0),
		maxChats: wholeInput(options.maxChatsPerPoll ?? 1000, optionLabel('maxChatsPerPoll'), 1),
		startFrom: amount('startFromHours', 0, HOUR),
		fits: (chat) =>
			accepts(chat) &&
			statuses.some((each) => each === chat.chat_status) &&
			(agentIds.length === 0 || agentIds.includes(chat.agent_id)),
		fingerprint: JSON.stringify([criteria, context.getNode().credentials?.retellChatApi?.id ?? null]),
		account: await readAccount(context),
	};
}

/** A short name for the key and the server that the credential holds now: n8n stores it, and nobody can read them from it. */
async function readAccount(context: IPollFunctions): Promise<string> {
	const { apiKey, baseUrl } = await context.getCredentials('retellChatApi');
	const account = JSON.stringify([baseUrlOf(baseUrl), apiKeyOf(apiKey)]);
	return createHash('sha256').update(account).digest('base64url').slice(0, 8);
}

function recordOf(value: unknown): Record<string, unknown> {
	return isRecord(value) ? value : {};
}
