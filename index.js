module.exports = {
	...require('./dist/credentials/RetellChatApi.credentials.js'),
	...require('./dist/nodes/RetellChat/RetellChat.node.js'),
	...require('./dist/nodes/RetellChatTrigger/RetellChatTrigger.node.js'),
	...require('./dist/nodes/RetellChatWebhookTrigger/RetellChatWebhookTrigger.node.js'),
	...require('./dist/nodes/RetellInboundSmsTrigger/RetellInboundSmsTrigger.node.js'),
};
