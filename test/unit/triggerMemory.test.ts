import { memoryOf, MOST_MEMORIES } from '../../nodes/RetellChatTrigger/memory.ts';

const trigger = (workflowId: string): Parameters<typeof memoryOf>[0] => ({
	getWorkflow: () => ({ id: workflowId, name: '', active: true }),
	getNode: () => ({ id: 'node', name: 'Trigger', type: 'trigger', typeVersion: 1, position: [0, 0], parameters: {} }),
});

test('triggers that are polled no more are forgotten; those that are polled, or under way, are not', () => {
	const [gone, polled, running] = ['gone', 'polled', 'running'].map((id) => {
		const memory = memoryOf(trigger(id));
		memory.failures = 3;
		return memory;
	});
	if (running) running.running = { since: 0, context: {} };
	for (let other = 0; other < MOST_MEMORIES + 10; other++) {
		memoryOf(trigger(`other-${other}`));
		expect(memoryOf(trigger('polled'))).toBe(polled);
	}
	expect(memoryOf(trigger('running'))).toBe(running);
	expect(memoryOf(trigger('gone'))).not.toBe(gone);
});
