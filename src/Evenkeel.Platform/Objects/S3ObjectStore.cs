using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Evenkeel.Platform.Aws;

namespace Evenkeel.Platform.Objects;

/// <summary>A bucket of S3, whose conditional writes decide between writers on different machines
/// (docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html).</summary>
public sealed class S3ObjectStore : IObjectStore, IDisposable
{
    private const int LargestObject = 16 * 1024 * 1024;
    private const int ConflictAttempts = 5;

    private readonly AmazonS3Client client;
    private readonly string bucket;

    /// <summary>A client for one bucket.</summary>
    /// <param name="bucket">Its name.</param>
    /// <param name="region">Its region.</param>
    /// <param name="environment">
    /// Its <c>AWS_ENDPOINT_URL_S3</c> or <c>AWS_ENDPOINT_URL</c> move the service.
    /// </param>
    /// <param name="timeout">How long one attempt of a call may take.</param>
    /// <param name="credentials">Who asks; null: whom AWS' tools would find on this machine.</param>
    public S3ObjectStore(
        string bucket, string region, Func<string, string?> environment, TimeSpan timeout,
        AWSCredentials? credentials = null)
    {
        this.bucket = bucket;
        var config = new AmazonS3Config { Timeout = timeout, MaxErrorRetry = 4 };
        if (AwsEndpoints.Override("S3", environment) is { } moved)
        {
            // Buckets as host names need a name server that knows them; an emulator has none.
            config.ServiceURL = moved.ToString();
            config.AuthenticationRegion = region;
            config.ForcePathStyle = true;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        client = credentials is null ? new AmazonS3Client(config) : new AmazonS3Client(credentials, config);
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    /// <inheritdoc/>
    public Task<ObjectContent?> GetAsync(string key, CancellationToken cancellation) =>
        CallAsync<ObjectContent?>(key, async () =>
        {
            try
            {
                using var response = await client.GetObjectAsync(bucket, key, cancellation);
                if (response.ContentLength > LargestObject)
                {
                    throw new IOException($"{Name(key)} is too large");
                }

                using var memory = new MemoryStream();
                await response.ResponseStream.CopyToAsync(memory, cancellation);
                return new ObjectContent(memory.ToArray(), response.ETag);
            }
            catch (AmazonS3Exception e) when (
                e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode != "NoSuchBucket")
            {
                return null;
            }
        });

    /// <inheritdoc/>
    public Task<string?> PutAsync(
        string key, byte[] content, WriteCondition condition, CancellationToken cancellation) =>
        CallAsync(key, async () =>
        {
            for (var attempt = 1; ; attempt++)
            {
                var request = new PutObjectRequest
                {
                    BucketName = bucket,
                    Key = key,
                    InputStream = new MemoryStream(content, writable: false),
                    IfMatch = string.IsNullOrEmpty(condition.Version) ? null : condition.Version,
                    IfNoneMatch = condition.Version is "" ? "*" : null,
                };
                try
                {
                    return (await client.PutObjectAsync(request, cancellation)).ETag;
                }
                catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.PreconditionFailed
                    || (condition.Version is { Length: > 0 } && e.ErrorCode == "NoSuchKey"))
                {
                    return null;
                }
                catch (AmazonS3Exception e) when (
                    e.StatusCode == HttpStatusCode.Conflict && attempt < ConflictAttempts)
                {
                    // Another write of this key was under way: who won is not known until it is tried again.
                }
            }
        });

    /// <inheritdoc/>
    public Task PutFileAsync(string key, string path, CancellationToken cancellation) =>
        CallAsync(key, () => client.PutObjectAsync(
            new PutObjectRequest { BucketName = bucket, Key = key, FilePath = path }, cancellation));

    /// <inheritdoc/>
    public Task<bool> GetFileAsync(string key, string path, CancellationToken cancellation) =>
        CallAsync(key, async () =>
        {
            try
            {
                using var response = await client.GetObjectAsync(bucket, key, cancellation);
                var partial = path + ".partial";
                await using (var file = new FileStream(partial, FileMode.Create))
                {
                    await response.ResponseStream.CopyToAsync(file, cancellation);
                }

                File.Move(partial, path, overwrite: true);
                return true;
            }
            catch (AmazonS3Exception e) when (
                e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode != "NoSuchBucket")
            {
                return false;
            }
        });

    /// <inheritdoc/>
    public Task<IReadOnlyList<ObjectEntry>> ListAsync(string prefix, CancellationToken cancellation) =>
        CallAsync<IReadOnlyList<ObjectEntry>>(prefix, async () =>
        {
            var entries = new List<ObjectEntry>();
            var request = new ListObjectsV2Request { BucketName = bucket, Prefix = prefix };
            ListObjectsV2Response response;
            do
            {
                response = await client.ListObjectsV2Async(request, cancellation);
                entries.AddRange((response.S3Objects ?? []).Select(static found => new ObjectEntry(
                    found.Key,
                    found.Size ?? 0,
                    found.LastModified?.ToUniversalTime() ?? DateTimeOffset.UnixEpoch)));
                request.ContinuationToken = response.NextContinuationToken;
            }
            while (response.IsTruncated == true);
            return [.. entries.OrderBy(static entry => entry.Key, StringComparer.Ordinal)];
        });

    /// <inheritdoc/>
    public Task DeleteAsync(string key, CancellationToken cancellation) =>
        CallAsync(key, () => client.DeleteObjectAsync(bucket, key, cancellation));

    /// <summary>Whether there is such a bucket.</summary>
    /// <exception cref="IOException">It is somebody else's, or S3 does not answer.</exception>
    public Task<bool> ExistsAsync(CancellationToken cancellation) => CallAsync("", async () =>
    {
        try
        {
            await client.ListObjectsV2Async(
                new ListObjectsV2Request { BucketName = bucket, MaxKeys = 1 }, cancellation);
            return true;
        }
        catch (AmazonS3Exception e) when (e.ErrorCode == "NoSuchBucket")
        {
            return false;
        }
    });

    /// <summary>Whether it holds nothing, not even a former version of something.</summary>
    /// <exception cref="IOException">S3 refuses, or does not answer.</exception>
    public Task<bool> IsEmptyAsync(CancellationToken cancellation) => CallAsync("", async () =>
    {
        var response = await client.ListVersionsAsync(
            new ListVersionsRequest { BucketName = bucket, MaxKeys = 1 }, cancellation);
        return response.Versions is null or { Count: 0 };
    });

    private async Task<T> CallAsync<T>(string key, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (e is AmazonClientException or AmazonServiceException or HttpRequestException
            || (e is OperationCanceledException && e.InnerException is TimeoutException))
        {
            throw new IOException($"{Name(key)}: {e.Message}", e);
        }
    }

    private string Name(string key) => $"s3://{bucket}/{key}";
}
