// The extension's entry: activation wires the host's parts together; deactivation leaves nothing running.

export {};
