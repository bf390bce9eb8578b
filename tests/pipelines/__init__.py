"""The walkthroughs: what the templates of cfn/ are for, run from a push to an endpoint that answers."""
