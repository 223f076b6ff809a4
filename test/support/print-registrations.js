// Loads the app's entry that its argument names, as the Functions worker does, and prints what it
// registers.
const { argv, exit, stdout } = require('node:process');
const { standInForFunctionsCore } = require('./functions-core-stand-in.js');

const registered = [];
standInForFunctionsCore((registration) => registered.push(registration));
require(argv[2]);
stdout.write(JSON.stringify(registered), () => exit());
