module.exports = {
	...require('./dist/credentials/RetellChatApi.credentials.js'),
	...require('./dist/nodes/RetellChat/RetellChat.node.js'),
};
