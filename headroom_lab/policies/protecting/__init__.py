"""What stays as it is under any policy: by tool, place, path, pattern or role."""
