// Chats that Retell shows, or dates, some time after their end.
import { HOUR, MINUTE } from './time.ts';
import { idsOf, useTriggerWorld } from './world.ts';

const world = useTriggerWorld();

/** A chat that ends now and is listed only after a while. */
function endHidden(delay: number): string {
  const { endChat, sandbox } = world;
  const id = endChat();
  sandbox.store.hideChat(id, Date.now() + delay);
  return id;
}

test('visible 9 minutes late: found by the look-back, once', async () => {
  const { endChat, publish, poll, requests } = world;
  const trigger = await publish();
  await poll(trigger);
  const late = endHidden(9 * MINUTE);
  const others: string[] = [];
  for (let minute = 1; minute < 9; minute++) {
    others.push(endChat());
    expect(idsOf(await poll(trigger))).toEqual(others.slice(-1));
  }
  requests();
  expect(idsOf(await poll(trigger))).toEqual([late]);
  expect(requests()).toHaveLength(1);
  expect(idsOf(await poll(trigger, { times: 60 }))).toEqual([]);
});

test('visible 5 hours late: found by the sweep within half an hour, nothing repeated', async () => {
  const { endChat, publish, poll } = world;
  const trigger = await publish();
  await poll(trigger);
  const late = endHidden(5 * HOUR);
  const others: string[] = [];
  for (let tick = 0; tick < 59; tick++) {
    others.push(endChat());
    expect(idsOf(await poll(trigger, { every: 5 * MINUTE }))).toEqual(others.slice(-1));
  }
  expect(idsOf(await poll(trigger, { every: 5 * MINUTE, times: 7 }))).toEqual([late]);
  expect(idsOf(await poll(trigger, { every: 5 * MINUTE, times: 200 }))).toEqual([]);
});

test('the sweep costs a request each half hour, and its failure none of the deliveries', async () => {
  const { endChat, publish, poll, requests, sandbox } = world;
  const trigger = await publish();
  const late = endHidden(HOUR);
  await poll(trigger, { times: 20 });
  endChat();
  await poll(trigger);
  requests();
  const refuse = sandbox.faults.add({
    kind: 'status',
    status: 500,
    headers: { 'retry-after-ms': '1' },
    when: ({ rawBody }) => rawBody.includes('"bt"'),
  });
  const chats: string[] = [];
  const outcomes = [];
  for (let minute = 0; minute < 60; minute++) {
    chats.push(endChat());
    outcomes.push(...(await poll(trigger)));
  }
  expect(idsOf(outcomes)).toEqual(chats);
  expect(refuse.hits()).toBe(2 * 3);
  expect(requests()).toHaveLength(60 + 2 * 3);
  refuse.remove();
  expect(idsOf(await poll(trigger, { times: 40 }))).toEqual([late]);
});

test('ended chats whose end time is filled in later', async () => {
  const { publish, poll, sandbox } = world;
  const trigger = await publish();
  await poll(trigger);
  sandbox.quirks.endTimestampDelayMs = 3 * MINUTE;
  const { chat_id } = sandbox.store.addChat({ chat_id: 'chat_undated' });
  sandbox.store.endChat(chat_id);
  expect(idsOf(await poll(trigger, { times: 2 }))).toEqual([]);
  expect(idsOf(await poll(trigger, { times: 2 }))).toEqual([chat_id]);
  expect(idsOf(await poll(trigger, { times: 40 }))).toEqual([]);
});
