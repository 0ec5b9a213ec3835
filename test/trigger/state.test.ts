// What n8n stored: damaged, from another version, or of a node with another name.
import type { IDataObject } from 'n8n-workflow';

import type { Poller } from '../host/poll.ts';
import { MINUTE } from '../../tools/times.ts';
import { errorsOf, idsOf, useTriggerWorld } from './world.ts';

const world = useTriggerWorld();
const { publish, restart, endChat, poll } = world;
const PLACE = 'node:Retell Chat Trigger';

/** What the trigger keeps. */
function stateIn(staticData: IDataObject): IDataObject {
	return (staticData[PLACE] as { retellChatTrigger: IDataObject }).retellChatTrigger;
}

/** What n8n stored, with a change to what the trigger keeps. */
function changed(trigger: Poller, change: (state: IDataObject) => unknown): IDataObject {
	return { [PLACE]: { retellChatTrigger: change(stateIn(trigger.stored())) as IDataObject } };
}

/** A trigger that has delivered a chat, and an older chat that it must not deliver. */
async function running() {
	const { time } = world;
	endChat();
	time.pass(MINUTE);
	const trigger = await publish();
	endChat();
	await poll(trigger);
	time.pass(MINUTE);
	return trigger;
}

test.each<[string, (state: IDataObject) => unknown]>([
	['a newer version', (state) => ({ ...state, version: 99, scanFrom: 'elsewhere' })],
	['no memory of what was delivered', ({ seen: _seen, ...state }) => state],
	['nonsense among what was delivered', (state) => ({ ...state, seen: { chat_x: 'yesterday' } })],
	['a bound that is none', (state) => ({ ...state, scanFrom: null })],
	['a fingerprint that is none', (state) => ({ ...state, fingerprint: 7 })],
	['its newest end alone', ({ maxEnd }) => ({ maxEnd })],
])('%s: goes on at the newest end, nothing old, nothing lost after it', async (_name, change) => {
	const trigger = await running();
	const chats = [endChat()];
	const second = await restart(trigger, { staticData: changed(trigger, change) });
	chats.push(endChat());
	const delivered = [...second.first.ids, ...idsOf(await poll(second, { times: 40 }))];
	expect(delivered.filter((id) => id !== 'chat_000000000000000000000000002')).toEqual(chats);
});

test.each<[string, (state: IDataObject) => unknown]>([
	['a text', () => 'damaged'],
	['a list', () => [1, 2, 3]],
	['a number', () => 5],
	['nothing', () => null],
	['an empty object', () => ({})],
	['a newest end that is none', (state) => ({ ...state, maxEnd: 'now' })],
	['a newest end in the far future', () => ({ maxEnd: 8e15 })],
])('%s: starts anew', async (_name, change) => {
	const trigger = await running();
	endChat();
	const second = await restart(trigger, { staticData: changed(trigger, change) });
	expect(second.first.items).toEqual([]);
	const id = endChat({ end_timestamp: Date.now() + 1 });
	const outcomes = await poll(second, { times: 40 });
	expect(idsOf(outcomes)).toEqual([id]);
	expect(errorsOf(outcomes)).toEqual([]);
});

test('a renamed node starts anew', async () => {
	const trigger = await running();
	endChat();
	const renamed = await restart(trigger, { nodeName: 'New name' });
	expect(renamed.first.items).toEqual([]);
	const id = endChat({ end_timestamp: Date.now() + 1 });
	expect(idsOf(await poll(renamed, { times: 40 }))).toEqual([id]);
});

test('what is stored is plain, small, and after polls without news the same but for how far they read', async () => {
	const trigger = await running();
	const held = trigger.held();
	expect(JSON.stringify(held).length).toBeLessThan(500);
	await poll(trigger, { times: 5 });
	const { readTo, ...state } = stateIn(held);
	expect(stateIn(trigger.held())).toEqual({ ...state, readTo: Number(readTo) + 6 * MINUTE });
});
