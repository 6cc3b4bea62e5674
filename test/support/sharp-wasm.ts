// Import this first where a test loads sharp from node_modules: it takes the WebAssembly build, as the package does.

import { registerHooks } from 'node:module';

const nativeBuild = /^@img\/sharp-(?!wasm32\/).+\/sharp\.node$/;

registerHooks({
  resolve: (specifier, context, next) =>
    next(nativeBuild.test(specifier) ? '@img/sharp-wasm32/sharp.node' : specifier, context),
});
