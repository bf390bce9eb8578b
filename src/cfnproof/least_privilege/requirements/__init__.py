"""What a workload needs of its role: tables of rows, and the requirements that a workload makes of them."""
