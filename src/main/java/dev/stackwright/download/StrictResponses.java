package dev.stackwright.download;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.io.HttpMessageParser;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.CharArrayBuffer;
import org.jspecify.annotations.Nullable;

/** Tells answers that no honest server sends: floods of interim ones, status 000, TLS where none was asked for. */
final class StrictResponses {

    /** Before one answer (RFC 9110, section 15.2). Each of them begins the socket's timeout anew. */
    private static final int MOST_INTERIM = 8;

    private static final int INTERIM = 100;
    private static final int FINAL = 200;

    /** Content types and version of a TLS record (RFC 8446, section 5.1). */
    private static final int ALERT = 0x15;

    private static final int HANDSHAKE = 0x16;
    private static final int TLS = 0x03;

    private StrictResponses() {}

    /** Reads heads within {@code limits}. */
    static DefaultHttpResponseParserFactory parsers(Http1Config limits) {
        return new DefaultHttpResponseParserFactory(limits) {
            @Override
            public HttpMessageParser<ClassicHttpResponse> create() {
                return create(limits);
            }

            @Override
            public HttpMessageParser<ClassicHttpResponse> create(@Nullable Http1Config ignored) {
                return new Parser(limits);
            }
        };
    }

    /** Of the answers of one connection. */
    private static final class Parser extends DefaultHttpResponseParser {

        private int interim;

        Parser(Http1Config limits) {
            super(limits);
        }

        @Override
        protected ClassicHttpResponse createMessage(CharArrayBuffer line) throws IOException, HttpException {
            boolean record = line.length() > 1 && (line.charAt(0) == ALERT || line.charAt(0) == HANDSHAKE);
            if (record && line.charAt(1) == TLS) {
                throw new SSLException("TLS at a port that was asked for plain http; try https");
            }
            ClassicHttpResponse response = answer(line);
            interim = response.getCode() < FINAL ? interim + 1 : 0;
            if (interim > MOST_INTERIM) {
                throw new ProtocolException("expected an answer, found interim ones without end");
            }
            return response;
        }

        private ClassicHttpResponse answer(CharArrayBuffer line) throws IOException, HttpException {
            try {
                ClassicHttpResponse response = super.createMessage(line);
                if (response.getCode() >= INTERIM) {
                    return response;
                }
            } catch (IllegalArgumentException e) {
                // the status is 000
            }
            throw new ProtocolException("expected a status of 100 or more, found '" + line + "'");
        }
    }

    /** TLS whose failures are all told as such, also where the other side says nothing or hangs up. */
    record Tls(DefaultClientTlsStrategy strategy) implements TlsSocketStrategy {

        @Override
        public SSLSocket upgrade(Socket socket, String target, int port, Object attachment, HttpContext context)
                throws IOException {
            try {
                return strategy.upgrade(socket, target, port, attachment, context);
            } catch (SSLException e) {
                throw e;
            } catch (IOException e) {
                throw new SSLException("no TLS handshake at this port (" + e.getMessage() + ")", e);
            }
        }
    }
}
