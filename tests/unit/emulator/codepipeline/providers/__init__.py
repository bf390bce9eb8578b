"""The providers of actions, in pipelines on the moto host."""
