// A call whose path only running it would tell, for `sdk-calls.test.ts`.
const paths = { chat: '/get-chat' };

export const call = { method: 'GET', path: paths.chat };
