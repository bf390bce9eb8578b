"""Types whose resources hold what cannot be made again from the template: what each holds, and whether it snapshots.

Left out: what is in transit (queues, streams), what is kept elsewhere too (caches, metadata of a catalogue), and what a
deployment makes anew (models, endpoints, pipelines). A type is here also where AWS refuses to delete it while it holds
something (a bucket, a model package group): there the deletion of the stack fails, or leaves it behind.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
"""

from collections.abc import Mapping
from typing import Final

DATA_HOLDERS: Final[Mapping[str, str]] = {
    "AWS::Backup::BackupVault": "recovery points",
    "AWS::Cassandra::Table": "rows",
    "AWS::CodeArtifact::Repository": "packages",
    "AWS::CodeCommit::Repository": "the code and its history",
    "AWS::Cognito::UserPool": "users",
    "AWS::DocDB::DBCluster": "a database",
    "AWS::DynamoDB::GlobalTable": "items",
    "AWS::DynamoDB::Table": "items",
    "AWS::EC2::Volume": "files",
    "AWS::ECR::PublicRepository": "images",
    "AWS::ECR::Repository": "images",
    "AWS::EFS::FileSystem": "files",
    "AWS::Elasticsearch::Domain": "indices",
    "AWS::FSx::FileSystem": "files",
    "AWS::KMS::Key": "the key to all that it encrypted",
    "AWS::Logs::LogGroup": "logs",
    "AWS::MemoryDB::Cluster": "a database",
    "AWS::Neptune::DBCluster": "a database",
    "AWS::OpenSearchService::Domain": "indices",
    "AWS::RDS::DBCluster": "a database",
    "AWS::RDS::DBInstance": "a database",
    "AWS::Redshift::Cluster": "a database",
    "AWS::RedshiftServerless::Namespace": "a database",
    "AWS::S3::Bucket": "objects",
    "AWS::S3Express::DirectoryBucket": "objects",
    "AWS::S3Tables::TableBucket": "tables",
    "AWS::SageMaker::FeatureGroup": "features",
    "AWS::SageMaker::MlflowTrackingServer": "the record of experiments",
    "AWS::SageMaker::ModelPackageGroup": "the versions of a model",
    "AWS::SageMaker::NotebookInstance": "notebooks on its volume",
    "AWS::SecretsManager::Secret": "a secret",
    "AWS::Timestream::Table": "records",
}
"""Type to what its resources hold, as a message says it."""

SNAPSHOT_ON_REPLACEMENT: Final = frozenset(
    {
        "AWS::EC2::Volume",
        "AWS::Neptune::DBCluster",
        "AWS::RDS::DBCluster",
        "AWS::RDS::DBInstance",
        "AWS::Redshift::Cluster",
    }
)
"""Types of `DATA_HOLDERS` whose UpdateReplacePolicy may be Snapshot; of any other that means Delete."""

SNAPSHOT_ON_DELETION: Final = SNAPSHOT_ON_REPLACEMENT | {"AWS::DocDB::DBCluster"}
"""Types of `DATA_HOLDERS` whose DeletionPolicy may be Snapshot."""
