"""Which cuts, and when: pipelines, presets, the settings that can vary."""
