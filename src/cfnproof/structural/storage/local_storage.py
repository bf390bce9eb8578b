"""Instance families with storage on the instance itself, which its hardware encrypts and which take no KmsKeyId.

`CreateEndpointConfig` fails where KmsKeyId is given and a variant uses one of them.
https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html
https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-store-volumes.html
"""

from typing import Final

LOCAL_STORAGE_FAMILIES: Final = frozenset(
    {
        *(
            "c5ad",
            "c5d",
            "c6gd",
            "c6id",
            "c7gd",
            "c8gd",
            "m5ad",
            "m5d",
            "m5dn",
            "m6gd",
            "m6id",
            "m6idn",
            "m7gd",
            "m8gd",
        ),
        *("r5ad", "r5d", "r5dn", "r6gd", "r6id", "r6idn", "r7gd", "r8gd", "x2idn", "x2iedn", "z1d"),
        *("d3", "d3en", "i3en", "i4g", "i4i", "i7i", "i7ie", "i8g", "im4gn", "is4gen"),
        *("g4ad", "g4dn", "g5", "g6", "g6e", "g6f", "gr6", "gr6f", "g7e"),
        *("p3dn", "p4d", "p4de", "p5", "p5e", "p5en", "p6-b200", "p6-b300", "p6e-gb200"),
        *("dl1", "trn1", "trn1n", "trn2", "trn2u"),
    }
)
"""The middle of a SageMaker instance type: `ml.g5.xlarge` is of the family `g5`."""
