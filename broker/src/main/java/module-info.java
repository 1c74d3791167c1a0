/// The service that appraises and releases: HTTP, storage, audit. A program of its own.
module dev.cloister.broker {
    requires dev.cloister.bytes;
    requires dev.cloister.evidence;
    requires dev.cloister.measure;
    requires dev.cloister.protocol;
    requires dev.cloister.picture;
    requires dev.cloister.workload;
    requires org.eclipse.jetty.server;
    requires tools.jackson.databind;
    requires org.xerial.sqlitejdbc;
    requires flyway.core;
    requires com.nimbusds.jose.jwt;
    requires org.bouncycastle.provider;
    requires java.sql;
}
