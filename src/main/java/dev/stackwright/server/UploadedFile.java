package dev.stackwright.server;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.FileSystem;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.streams.WriteStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file of the server that a request's body is written to. What fails of the file is an {@link UncheckedIOException}: a
 * connection that breaks off is an {@link IOException}, too, and nobody is left to be answered then, while here someone
 * waits for an answer.
 */
final class UploadedFile implements WriteStream<Buffer> {

    private final AsyncFile file;

    private UploadedFile(AsyncFile file) {
        this.file = file;
    }

    /** Fails with an {@link UncheckedIOException} where the file cannot be opened. */
    static Future<UploadedFile> open(FileSystem files, Path path) {
        return files.open(path.toString(), new OpenOptions().setWrite(true))
                .map(UploadedFile::new)
                .recover(failure -> Future.failedFuture(ours(failure)));
    }

    /** A failure of the server's own files. */
    static UncheckedIOException ours(Throwable failure) {
        return new UncheckedIOException(
                failure instanceof IOException io ? io : new IOException(failure.getMessage(), failure));
    }

    @Override
    public Future<Void> write(Buffer data) {
        return file.write(data).recover(failure -> Future.failedFuture(ours(failure)));
    }

    @Override
    public void write(Buffer data, Handler<AsyncResult<Void>> handler) {
        write(data).onComplete(handler);
    }

    @Override
    public Future<Void> end() {
        return file.close().recover(failure -> Future.failedFuture(ours(failure)));
    }

    @Override
    public void end(@Nullable Handler<AsyncResult<Void>> handler) {
        Future<Void> ended = end();
        if (handler != null) {
            ended.onComplete(handler);
        }
    }

    @Override
    public UploadedFile exceptionHandler(@Nullable Handler<Throwable> handler) {
        file.exceptionHandler(handler == null ? null : failure -> handler.handle(ours(failure)));
        return this;
    }

    @Override
    public UploadedFile setWriteQueueMaxSize(int size) {
        file.setWriteQueueMaxSize(size);
        return this;
    }

    @Override
    public boolean writeQueueFull() {
        return file.writeQueueFull();
    }

    @Override
    public UploadedFile drainHandler(@Nullable Handler<Void> handler) {
        file.drainHandler(handler);
        return this;
    }
}
