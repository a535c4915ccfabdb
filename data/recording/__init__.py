"""Run real tools and write down what they print."""
