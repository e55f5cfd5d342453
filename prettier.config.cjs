/** @type {import("prettier").Config} */
module.exports = {
    bracketSpacing: false,
    printWidth: 88,
    tabWidth: 4,
    // the plugin is found from here, wherever prettier itself is installed
    plugins: [require.resolve("@prettier/plugin-xml")],
    // white space in a view can be text
    xmlWhitespaceSensitivity: "preserve",
    overrides: [{files: ["*.json", "*.yml", "*.yaml"], options: {tabWidth: 2}}],
};
