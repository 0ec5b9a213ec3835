import type Retell from 'retell-sdk';

import { Explained } from './explained';
import { agentVersionInput, idInput, isBlank, numberInput, rowsInput } from './inputs';

type SmsAgent = Retell.PhoneNumberUpdateParams.InboundSMSAgent;

/** Ten times 0.1 is not quite 1. */
const TOLERANCE = 1e-6;

/**
 * The agents that share a number's texts, from rows `{agentId, weight, agentVersion}`. Undefined if
 * there are none.
 *
 * @throws Explained for weights that do not add up to 1
 */
export function smsAgentsInput(value: unknown, label: string): SmsAgent[] | undefined {
	const rows = rowsInput(value, label, 'agents', { agentId: 'agent_7c1d2e3f4a5b6c7d8e9f', weight: 1 });
	if (rows.length === 0) return undefined;
	const agents = rows.map(({ agentId, weight, agentVersion }): SmsAgent => {
		const version = agentVersionInput(agentVersion, `${label}: Agent Version`);
		return {
			agent_id: idInput(agentId, `${label}: Agent`),
			weight: isBlank(weight) && rows.length === 1 ? 1 : weightInput(weight, `${label}: Weight`),
			...(version !== undefined && { agent_version: version }),
		};
	});
	const sum = agents.reduce((total, { weight }) => total + weight, 0);
	if (Math.abs(sum - 1) <= TOLERANCE) return agents;
	const percent = Math.abs(sum - 100) <= 1 ? ' These look like percents: 50 percent are 0.5.' : '';
	throw new Explained(
		`The weights of "${label}" add up to ${Number(sum.toFixed(6))} instead of 1`,
		`Fill in shares such as 0.5 and 0.5, for three agents 0.3333, 0.3333 and 0.3334, or 1 for a single one.${percent}`,
	);
}

function weightInput(value: unknown, label: string): number {
	const weight = numberInput(value, label);
	if (weight > 0) return weight;
	throw new Explained(
		`"${label}" is not more than 0: ${weight}`,
		'Fill in a share such as 0.5, or remove the agent if it is to get no texts.',
	);
}
