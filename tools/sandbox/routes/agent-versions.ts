import { createAgent, createVersion, publishVersion, updateAgent } from '../agent-schemas.ts';
import { ERROR_TEXTS, Refusal, unknownId } from '../errors.ts';
import { given } from '../records.ts';
import type { AgentRecord, AgentVersion } from '../records.ts';
import { versionNumberQuery, versionQuery } from '../schemas.ts';
import { changeVersion, chatAgent, deleteVersion, draftFrom, resolveVersion } from '../versions.ts';
import { bodyOf, idOf, ok, withQuery } from './route.ts';
import type { Call, Routes } from './route.ts';

/** The agent of the path. */
export function agentOf(call: Call): AgentRecord {
	return chatAgent(call.store, call.quirks, idOf(call));
}

/** An engine has to be there before an agent can be built upon it; of a custom one Retell knows nothing. */
export function checkEngine({ store, quirks }: Call, engine: AgentVersion['response_engine'] | undefined): void {
	if (engine?.type === 'retell-llm' && !store.llms().some((one) => one.llm_id === engine.llm_id))
		throw unknownId(quirks, engine.type, engine.llm_id);
	if (engine?.type !== 'conversation-flow') return;
	const id = engine.conversation_flow_id;
	if (!store.flows().some((one) => one.conversation_flow_id === id)) throw unknownId(quirks, engine.type, id);
}

/** The version a change goes to: a draft itself; for a published one see the quirk. */
function draftToChange(call: Call, agent: AgentRecord, target: AgentVersion): AgentVersion {
	if (!target.is_published) return target;
	if (call.quirks.updatePublished === 'draft') return draftFrom(call.store, agent, target, call.clock.now());
	throw new Refusal(
		400,
		`${ERROR_TEXTS[400]} Version ${target.version} is published; create a draft version to change it.`,
	);
}

export const agentVersionRoutes = {
	'POST /create-chat-agent': (call) => {
		const settings = bodyOf(call, createAgent);
		checkEngine(call, settings.response_engine);
		const agent = call.store.addAgent({
			agent_name: settings.agent_name ?? '',
			versions: [{ ...settings, is_published: false }],
		});
		return { status: 201, body: agent.versions[0] };
	},
	'PATCH /update-chat-agent/:id': withQuery(versionQuery, (call, { version }) => {
		const change = bodyOf(call, updateAgent);
		const agent = agentOf(call);
		const target = resolveVersion(agent, version, call.quirks);
		checkEngine(call, change.response_engine);
		const draft = draftToChange(call, agent, target);
		return ok(changeVersion(call.store, agent, draft, change, call.clock.now()));
	}),
	'DELETE /delete-chat-agent/:id': (call) => {
		call.store.deleteAgent(agentOf(call).agent_id);
		return { status: 204 };
	},
	'DELETE /delete-agent-version/:id': withQuery(versionNumberQuery, (call, { version }) => {
		const agent = agentOf(call);
		deleteVersion(call.store, agent, resolveVersion(agent, version, call.quirks), call.quirks);
		return { status: 204 };
	}),
	'POST /create-agent-version/:id': (call) => {
		const { base_version } = bodyOf(call, createVersion);
		const agent = agentOf(call);
		const base = resolveVersion(agent, base_version, call.quirks);
		return { status: 201, body: draftFrom(call.store, agent, base, call.clock.now()) };
	},
	'POST /publish-agent-version/:id': (call) => {
		// The description shows in the list of versions, and not in the reference's chat agent.
		const { version, version_title, version_description } = bodyOf(call, publishVersion);
		const agent = agentOf(call);
		const draft = resolveVersion(agent, version, call.quirks);
		// "An existing draft": what a published one answers is not documented.
		if (draft.is_published) throw new Refusal(400, `${ERROR_TEXTS[400]} Version ${version} is published already.`);
		if (!call.quirks.publishTakesEffect) return { status: 200 };
		const change = { is_published: true, ...given({ version_title }) };
		changeVersion(call.store, agent, draft, change, call.clock.now());
		const said = version_description === undefined ? {} : { [version]: version_description };
		const descriptions = { ...agent.descriptions, ...said };
		call.store.editAgent(agent.agent_id, { lastPublished: version, descriptions });
		return { status: 200 };
	},
} satisfies Routes;
