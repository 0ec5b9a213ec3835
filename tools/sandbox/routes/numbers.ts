import { Refusal } from '../errors.ts';
import { updatePhoneNumber } from '../number-schemas.ts';
import type { NumberChange } from '../number-schemas.ts';
import { by, pageOf } from '../paging.ts';
import { given } from '../records.ts';
import type { PhoneNumber, WeightedAgent } from '../records.ts';
import { pagingQuery } from '../schemas.ts';
import { chatAgent, resolveVersion } from '../versions.ts';
import { bodyOf, found, ok, withQuery } from './route.ts';
import type { Call, Routes } from './route.ts';

function numberOf(call: Call): PhoneNumber {
	return found(call, 'phone-number', (id) => call.store.phoneNumber(id));
}

/** Texts are for registered numbers, and for chat agents that are there, in versions that are there. */
function checkAgents(call: Call, number: string, agents: readonly WeightedAgent[]): void {
	if (agents.length > 0 && call.quirks.unregisteredNumbers.includes(number))
		throw new Refusal(404, `Item not found in a2p-application with phoneNumber=${number}`);
	for (const { agent_id, agent_version } of agents)
		resolveVersion(chatAgent(call.store, call.quirks, agent_id), agent_version, call.quirks);
}

/** The change as the record has it: the trunk's fields in an object of their own, its password nowhere. */
function withTrunk(change: NumberChange, number: PhoneNumber): Partial<PhoneNumber> {
	const { termination_uri, auth_username, transport, ...rest } = change;
	delete rest.auth_password;
	const trunk = given({ termination_uri, auth_username, transport });
	if (Object.keys(trunk).length === 0) return rest;
	return { ...rest, sip_outbound_trunk_config: { ...number.sip_outbound_trunk_config, ...trunk } };
}

export const numberRoutes = {
	'GET /v2/list-phone-numbers': withQuery(pagingQuery, ({ store }, query) =>
		ok(pageOf('phone-numbers', store.phoneNumbers(), by('last_modification_timestamp', 'phone_number'), query)),
	),
	'GET /get-phone-number/:id': (call) => ok(numberOf(call)),
	'PATCH /update-phone-number/:id': (call) => {
		const change = bodyOf(call, updatePhoneNumber);
		const number = numberOf(call);
		const { inbound_sms_agents: inbound, outbound_sms_agents: outbound } = change;
		checkAgents(call, number.phone_number, [...(inbound ?? []), ...(outbound ?? [])]);
		const last_modification_timestamp = call.clock.now();
		const edit = { ...withTrunk(change, number), last_modification_timestamp };
		return ok(call.store.editPhoneNumber(number.phone_number, edit));
	},
} satisfies Routes;
