const js = require("@eslint/js");

const browser = Object.fromEntries(
    [
        "clearInterval",
        "clearTimeout",
        "console",
        "document",
        "fetch",
        "location",
        "localStorage",
        "navigator",
        "odoo",
        "sessionStorage",
        "setInterval",
        "setTimeout",
        "URL",
        "URLSearchParams",
        "window",
    ].map((name) => [name, "readonly"]),
);

module.exports = [
    js.configs.recommended,
    {
        languageOptions: {ecmaVersion: 2024, sourceType: "module", globals: browser},
        linterOptions: {reportUnusedDisableDirectives: "error"},
        rules: {
            curly: "error",
            eqeqeq: "error",
            "no-console": "error",
            "no-eval": "error",
            "no-implied-eval": "error",
            "no-shadow": "error",
            "no-unused-vars": ["error", {argsIgnorePattern: "^_"}],
            "no-var": "error",
            "object-shorthand": "error",
            "prefer-const": "error",
            "prefer-template": "error",
        },
    },
];
