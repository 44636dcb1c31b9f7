"""Pages of the tabs where one experiments with what the chapter explains."""
