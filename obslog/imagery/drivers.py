"""Which GDAL drivers may read evidence, and all others that there are, to be switched off in our workers."""

from __future__ import annotations

#: The drivers that read evidence, each chosen by a file's first bytes and then the only one tried.
ALLOWED_DRIVERS = ("GTiff", "PNG", "JPEG", "JP2OpenJPEG", "NITF")

#: What each driver reads, in the words of the trade.
FORMAT_NAMES = {
    "GTiff": "TIFF",
    "PNG": "PNG",
    "JPEG": "JPEG",
    "JP2OpenJPEG": "JPEG 2000",
    "NITF": "NITF",
}

#: Every raster and vector driver of GDAL 3.4 to 3.12, in core and plugins. Held to the installed one by a test.
_ALL_DRIVERS = """
AAIGrid ACE2 ADBC ADRG AIG AirSAR AIVector AmigoCloud AO ARG Arrow AVCBin AVCE00 AVIF BAG BASISU BIGGIF BLX BMP
BSB BT BYN CAD CALS Carto CEOS COASP COG COSAR CPG CSV CSW CTable2 CTG DAAS DB2ODBC DDS DERIVED DGN DGNV8
DIMAP DIPEx DOQ1 DOQ2 DTED DWG DXF E00GRID ECRGTOC ECW EDIGEO EEDA EEDAI EHdr EIR ELAS Elasticsearch ENVI EPSILON
ERS ESAT ESRIC ESRIJSON EXR FAST FileGDB FIT FITS FlatGeobuf FME FujiBAS GDALG GenBin Geoconcept GeoJSON GeoJSONSeq
GeoRaster GeoRSS GFF GFT GIF GML GMLAS GMLJP2 GMT GNMDatabase GNMFile GPKG GPSBabel GPX GRASS GRASSASCIIGrid
GRIB GS7BG GSAG GSBG GSC GSC_Geogrid GTFS GTI GTiff GTM GTX GXF HANA HDF4 HDF4Image HDF5 HDF5Image HEIF HF2 HFA
HTTP HTF IDA Idrisi IDB ILWIS INGR Ingres IRIS ISCE ISG ISIS2 ISIS3 Interlis1 Interlis2 Iso8211 JAXAPALSAR JDEM
JML JP2ECW JP2KAK JP2Lura JP2MrSID JP2OpenJPEG JPEG JPEG2000 JPEGXL JPEGLS JPIPKAK JSONFG KEA KML
KMLSUPEROVERLAY KRO KTX2 L1B LAN LCP Leveller LIBERTIFF LIBKML LOSLAS LVBAG MAP MapML MBTiles MEM Memory MFF MFF2
MG4Lidar MiraMonRaster MiraMonVector MongoDBv3 MrSID MRF MSG MSGN MSSQLSpatial MVT MySQL NAS NDF netCDF NGSGEOID
NGW NITF NOAA_B NSIDCbin NTv1 NTv2 NWT_GRC NWT_GRD OAPIF OCI ODBC ODS OGCAPI OGDI OGR_GMT OGR_OGDI OGR_VRT
OpenFileGDB OSM OZI PAux Parquet PCIDSK PCRaster PDF PDS PDS4 PGDUMP PGeo PLMOSAIC PLSCENES PMTiles PNG PNM
PostGISRaster PostgreSQL PRF R Rasterlite RCM RDA RIK RMF ROI_PAC RPFTOC RRASTER RS2 RST S102 S104 S111 S57 SAFE SAGA
SAR_CEOS SDE SDTS Selafin SENTINEL2 SGI SIGDEM SNAP_TIFF SNODAS SOSI SQLite SRP SRTMHGT STACIT STACTA SVG SXF
Terragen TGA TIGER TIL TileDB TMS TopoJSON TSX UK_NTF USGSDEM VDV VFK VICAR VRT Walk WAsP WCS WEBP WFS WFS3 WMS
WMTS XLS XLSX XODR XPM XYZ Zarr ZMap
"""
_NAMES_OF_WORDS = {"ESRI Shapefile", "MapInfo File", "UK .NTF", "OGC API - Features"}


def skipped_drivers() -> str:
    """The value of `GDAL_SKIP` that leaves GDAL only the drivers for evidence; needs no GDAL to be known."""
    return ",".join(sorted((set(_ALL_DRIVERS.split()) | _NAMES_OF_WORDS) - set(ALLOWED_DRIVERS)))
